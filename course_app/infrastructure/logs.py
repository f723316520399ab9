"""Logs: one line an event, JSON in production; never a name, an address, a token or an answer."""

import logging
import sys

import structlog

SECURITY = "course.security"


def init_logs(form: str, production: bool) -> None:
    """Set up structlog; ``form`` is auto, text or json."""
    as_json = form == "json" or (form == "auto" and production)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def security_event(event: str, **facts: int | str | None) -> None:
    """Log a security event: ids and kinds only, line breaks removed."""
    clean = {
        key: value.replace("\n", " ").replace("\r", " ") if isinstance(value, str) else value
        for key, value in facts.items()
    }
    structlog.get_logger(SECURITY).info(event, log=SECURITY, **clean)
