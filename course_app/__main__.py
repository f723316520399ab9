"""`python -m course_app` and the console script `course`."""

from course_app.cli import course


def main() -> None:
    """Run the command line."""
    course(prog_name="course")


if __name__ == "__main__":
    main()
