from hypothesis import settings

# Few examples on each run, no stopwatch: the properties are cheap, the machine may be busy.
settings.register_profile("domain", max_examples=60, deadline=None)


def pytest_runtest_setup(item):
    settings.load_profile("domain")


def pytest_runtest_teardown(item):
    settings.load_profile("default")
