"""`tirek` with the bare page in the place of the app."""

from functools import partial
from pathlib import Path
from typing import Final

from server import cli, serve

PAGE: Final = Path(__file__).parent / "page"

serve.create_app = partial(serve.create_app, app_build=PAGE)  # type: ignore[attr-defined]
cli.main()
