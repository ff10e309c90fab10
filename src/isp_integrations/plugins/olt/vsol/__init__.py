"""V-SOL OLTs (V1600G) over their command line."""
