"""Intelbras 8820i and 8820plus OLTs over their command line."""
