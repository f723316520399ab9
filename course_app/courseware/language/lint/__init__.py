"""Advice: what a careful editor would say of a course that is correct."""
