"""`python -m isp_integrations.cli`, the same as `isp-integrations`."""

import sys

from isp_integrations.cli import main

sys.exit(main())
