from course_app.domain.errors import ConflictError, DomainError, NotFoundError


class ShortError(DomainError):
    field = "name"


def test_a_refusal_carries_its_sentence_and_its_field():
    assert (DomainError("No.").message, DomainError("No.").field) == ("No.", None)
    assert str(DomainError("No.")) == "No."
    assert ShortError("Too short.").field == "name"
    assert ShortError("Too short.", "title").field == "title"


def test_conflicts_and_missing_things_are_refusals():
    assert issubclass(ConflictError, DomainError)
    assert issubclass(NotFoundError, DomainError)
