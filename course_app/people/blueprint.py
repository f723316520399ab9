"""The blueprint of My people; the modules of views add their pages to it."""

from flask import Blueprint

bp = Blueprint("people", __name__)
