"""What must be there before a test runs in a fresh copy: node's packages, the translations, the static files."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

from django.utils.translation.reloader import translation_file_changed

DEV = Path(__file__).parents[3] / "dev"


def dev_command() -> ModuleType:
    """The program `./dev`, as a module."""
    spec = spec_from_loader("dev", SourceFileLoader("dev", str(DEV)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare() -> None:
    """Make what is missing or older than what it is made of, as `./dev test` does.

    Django has read the translations by now, as they were: they are read anew.
    """
    dev = dev_command()
    dev.PYTHON = Path(sys.executable)
    dev.prepare_files(dev.TEST_NODE_PACKAGES)
    translation_file_changed(None, Path(dev.TEXTS))
