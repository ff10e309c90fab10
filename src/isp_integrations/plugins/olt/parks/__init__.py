"""Parks Fiberlink OLTs over their command line."""
