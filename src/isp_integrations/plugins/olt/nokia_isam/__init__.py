"""Nokia ISAM OLTs over their command line and their TL1."""
