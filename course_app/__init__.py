"""Self-paced certification courses: lessons, checks, action steps and a certificate one can believe."""
