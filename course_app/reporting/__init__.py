"""What owners, coaches and authors see: learners, cohorts, the funnel, the quality of questions, and the audit log."""
