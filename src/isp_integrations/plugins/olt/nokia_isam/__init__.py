"""Nokia ISAM OLTs over their command line."""
