from threading import Barrier, Thread

import pytest

from course_app.courseware.release_cache import ReleaseCache


def test_a_value_is_made_once_however_many_ask_at_once():
    made: list[int] = []
    cache = ReleaseCache(lambda key: made.append(key) or object())
    start = Barrier(8)
    found = []

    def ask() -> None:
        start.wait()
        found.append(cache.get(1))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
    assert len({id(each) for each in found}) == 1


def test_the_values_used_last_stay():
    made: list[int] = []
    cache = ReleaseCache(lambda key: made.append(key) or key, most=2)
    for key in (1, 2, 1, 3, 1, 2):
        assert cache.get(key) == key
    assert made == [1, 2, 3, 2]


def test_a_failure_is_not_kept():
    answers = iter([ValueError("later"), 7])

    def make(_key: int) -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    cache = ReleaseCache(make)
    with pytest.raises(ValueError, match="later"):
        cache.get(1)
    assert cache.get(1) == 7
