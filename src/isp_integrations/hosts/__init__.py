"""Adapters from what host ERPs answer to the models of `core`: pure functions over parsed JSON, no I/O.

One module per host. A value that a record cannot have becomes `None`, or `UNKNOWN` for a status, with a
:class:`~isp_integrations.hosts.reading.Problem` beside the result; nothing is guessed or
dropped in silence.
"""
