import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_app.credentials.public_id import ALPHABET, LENGTH, new_public_id, parse, shown

ids = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_an_id_spells_all_eighty_bits_that_it_was_given():
    assert new_public_id(lambda count: bytes(count)) == "0" * 16
    assert new_public_id(lambda count: b"\xff" * count) == "Z" * 16
    assert new_public_id(lambda count: bytes(count - 1) + b"\x21") == "0" * 14 + "11"


@given(st.binary(min_size=10, max_size=10))
def test_different_bits_give_different_ids_that_can_be_read_back(bits):
    public_id = new_public_id(lambda count: bits[:count])
    number = 0
    for symbol in public_id:
        number = number * 32 + ALPHABET.index(symbol)
    assert number.to_bytes(10, "big") == bits


def test_an_id_takes_its_bits_from_the_source_of_secrets():
    assert len({new_public_id(secrets.token_bytes) for _ in range(100)}) == 100


def test_an_id_is_shown_in_fours():
    assert shown("7KQ49TXM3HWD80PZ") == "7KQ4-9TXM-3HWD-80PZ"


@given(ids)
def test_what_is_shown_is_read_back_in_any_case(public_id):
    assert parse(shown(public_id)) == public_id
    assert parse(shown(public_id).lower()) == public_id


@pytest.mark.parametrize(
    "typed",
    [
        "7kq4 9txm 3hwd 80pz",
        "7KQ49TXM3HWD8OPZ",
        "7KQ4–9TXM–3HWD–80PZ",
        " 7KQ4-9TXM-3HWD-8oPZ\n",
    ],
)
def test_case_dashes_spaces_and_the_letter_o_do_not_matter(typed):
    assert parse(typed) == "7KQ49TXM3HWD80PZ"


def test_i_and_l_are_read_as_one():
    assert parse("iIlL-0000-0000-0000") == "1111000000000000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7KQ4",
        "7KQ49TXM3HWD80P",
        "7KQ49TXM3HWD80PZZ",
        "UKQ49TXM3HWD80PZ",
        "7KQ4_9TXM_3HWD_80PZ",
        "ﬁKQ49TXM3HWD80PZ",
        "-" * 16,
        "7" * 10_000,
    ],
)
def test_what_cannot_be_an_id_is_none(typed):
    assert parse(typed) is None


@given(st.text())
def test_whatever_is_typed_is_an_id_or_none(typed):
    public_id = parse(typed)
    assert public_id is None or parse(public_id) == public_id
