"""The process that renders doubtful texts: a job comes in, pages go out, and memory and time are bounded."""

import pickle
import resource
import sys

from course_app.courseware.rendering.pages import PageJob, Patience, Site, render_page

MOST_MEMORY = 1 << 30


def main() -> None:
    """Render what stands on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    site: Site
    jobs: tuple[PageJob, ...]
    site, jobs = pickle.load(sys.stdin.buffer)  # noqa: S301
    engine = site.engine()
    patience = Patience()
    pages = [render_page(site, engine, job, patience) for job in jobs]
    sys.stdout.buffer.write(pickle.dumps(pages))


if __name__ == "__main__":
    main()
