"""Every page that a site shows: an address that leads there, and who may see it. A new page gets a line here."""

from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

PAGES = """
nobody  /
nobody  /c/garden
nobody  /c/garden/first/soil
nobody  /c/small/guide
nobody  /courses
nobody  /guide
nobody  /signin
nobody  /signup
nobody  /signup/mail
nobody  /password
nobody  /link/{link}
nobody  /link/made-up
nobody  /invite/{invitation}
nobody  /invite/made-up
nobody  /join/{join}
nobody  /reminders/made-up/pause
nobody  /verify
nobody  /v/{certificate}
nobody  /v/0000-0000-0000-0000
nobody  /achievements/garden-1
nobody  /privacy
nobody  /forget-me
nobody  /forget-me/noted
nobody  /accessibility
nobody  /nothing-here
nobody  /dev/components
interrupted /held
newcomer /today
newcomer /courses
newcomer /people
newcomer /notes
newcomer /my-guide
newcomer /certificate
newcomer /c/garden/learn
newcomer /admin
learner /today
learner /courses
learner /certificate
learner /c/garden
learner /c/garden/learn
learner /c/garden/first/soil
learner /c/garden/first/water
learner /c/garden/first/check
learner /c/garden/first/plan
learner /c/garden/final
learner /c/garden/certificate
learner /c/garden/attempts/report/when
learner /c/pens/write/letters
learner /attempts/{attempt}/q/1
learner /attempts/{attempt}/q/2
learner /attempts/{finished}/result
learner /notes
learner /account
learner /account/delete
learner /my-guide
learner /reminders
learner /spheres
learner /spheres/{sphere}
learner /people
learner /people?view=all
learner /people/new
learner /people/{person}
learner /people/{person}/edit
learner /people/{person}/log
learner /people/{person}/offer
learner /people/{person}/rest
learner /people/{person}/letter
learner /people/{person}/letter?choose=1
learner /people/{person}/letter/{letter}/send
learner /people/calendar
learner /people/delete-all
learner /people/fresh-start
learner /people/import
learner /people/import/{tray}
learner /people/import/{tray}/columns
learner /people/import/{tray}/spheres
learner /people/import/{brought}/done
claimer /today
claimer /c/garden/certificate
holder  /today
holder  /c/garden/certificate
owner   /admin
owner   /admin/accounts
owner   /admin/accounts/{learner}
owner   /admin/audit
owner   /admin/branding
owner   /admin/certificates
owner   /admin/certificates/{certificate}
owner   /admin/certificates/design
owner   /admin/certificates/issue
owner   /admin/certificates/several
owner   /admin/cohorts
owner   /admin/cohorts/{cohort}
owner   /admin/cohorts/{cohort}/invite
owner   /admin/cohorts/{cohort}/results/{rows}
owner   /admin/funnel/garden
owner   /admin/learners
owner   /admin/learners/{learner}
owner   /admin/learners/{learner}/merge
owner   /admin/mail
owner   /admin/mail/words
owner   /admin/mail/words/invite
owner   /admin/nudges
owner   /admin/privacy
owner   /admin/quality/garden
owner   /admin/quality/garden/when
owner   /admin/reported
owner   /admin/reports
owner   /admin/settings
owner   /admin/system
owner   /author
owner   /author/garden
owner   /author/garden/both/first/soil.md
owner   /author/garden/edit/first/soil.md
owner   /author/garden/edit/first/check.md
owner   /author/garden/edit/course.yml
owner   /author/garden/history/first/soil.md
owner   /author/garden/pictures
owner   /author/garden/preview
owner   /author/garden/preview/first/soil
owner   /author/garden/preview/first/check
owner   /author/garden/preview/first/plan
owner   /author/garden/problems
owner   /author/garden/publish
owner   /author/garden/question/first/check.md/when
owner   /author/garden/questions
owner   /author/garden/questions/import
owner   /author/garden/releases
owner   /author/garden/settings
"""
NO_PAGES = """
account.export authoring.draft_file authoring.export authoring.export_questions authoring.print_draft
branding.file certificates.export
certificates.preview
cohorts.result_file credentials.achievement_picture credentials.card credentials.did_document credentials.file
credentials.issuer credentials.own_badge credentials.pdf credentials.pdf_root credentials.status_list
funnel.certificates funnel.export funnel.records_of
imports.sample learners.export learning.asset learning.go_on letters.mail my_guide.file people.calendar_file
people.export people.feed printing.guide_file printing.only_guide_file printing.sheet quality.export
reports.audit_export site.health site.ready site.robots workbook.calendar workbook.compare
"""
"""Endpoints that send a file or data, or lead elsewhere."""
MISSING = {
    ("nobody", "/link/made-up"): 404,
    ("nobody", "/invite/made-up"): 404,
    ("nobody", "/v/0000-0000-0000-0000"): 404,
    ("nobody", "/nothing-here"): 404,
    ("newcomer", "/admin"): 403,
}
"""Pages that say that something is not here, or not for this person."""


def visits(values: dict[str, str]) -> dict[str, list[str]]:
    """Return the addresses of every page by who looks at it."""
    found: dict[str, list[str]] = {}
    for line in PAGES.split("\n"):
        if line:
            who, address = line.split()
            found.setdefault(who, []).append(address.format_map(values))
    return found


class Anything(dict[str, str]):
    """Stands for what is not made yet."""

    def __missing__(self, _name: str) -> str:
        return "1"


def shown(app: Flask) -> set[str]:
    """Return the endpoints of the pages that are looked at."""
    addresses = app.url_map.bind("localhost")
    found: set[str] = set()
    for each in visits(Anything()).values():
        for address in each:
            try:
                found.add(addresses.match(address.partition("?")[0])[0])
            except (NotFound, MethodNotAllowed, RequestRedirect):
                continue
    return found
