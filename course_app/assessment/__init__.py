"""Quizzes taken: attempts, answers, results."""
