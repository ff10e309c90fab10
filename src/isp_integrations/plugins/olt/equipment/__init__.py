"""Fake OLT equipment that the sandboxes of several vendors put their own command line, or TL1, over."""
