"""`python -m course_app` and the console script `course`."""

from course_app.infrastructure import lean


def main() -> None:
    """Run the command line."""
    lean.load()
    from course_app.cli import course

    course(prog_name="course")


if __name__ == "__main__":
    main()
