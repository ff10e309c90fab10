"""For the test suites of plugin authors and hosts: contract suites, cassettes, pytest fixtures.

Needs the extra: `pip install "isp-integrations[testing]"`.
"""
