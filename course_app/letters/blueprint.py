"""The blueprint of the letter desk; the modules of views add their pages to it."""

from flask import Blueprint

bp = Blueprint("letters", __name__)
