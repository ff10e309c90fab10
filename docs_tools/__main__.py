"""`python -m docs_tools`: bring the generated blocks up to date, then build the site without a warning."""

import os
import subprocess
import sys

from docs_tools.blocks import ROOT, refresh

changed = refresh()
print("\n".join(f"atualizado: {page.relative_to(ROOT)}" for page in changed) or "blocos gerados: em dia")
build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # an announcement of the theme's, not about these pages
sys.exit(subprocess.run(build, cwd=ROOT, env=quiet, check=False).returncode)  # noqa: S603  our own command
