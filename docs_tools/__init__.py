"""Builds the documentation: pages' generated blocks from the code, then the site. `python -m docs_tools`."""
