"""The `isp-integrations` command."""

from isp_integrations.cli.entry import main

__all__ = ["main"]
