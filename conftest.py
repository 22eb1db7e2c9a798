"""Before the tests: what they are served with is made, if a fresh copy has not got it yet."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # of several processes, the first one has done it
    spec = spec_from_loader("dev", SourceFileLoader("dev", str(Path(__file__).parent / "dev")))
    assert spec is not None
    assert spec.loader is not None
    dev = module_from_spec(spec)
    spec.loader.exec_module(dev)
    dev.PYTHON = Path(sys.executable)
    dev.prepare_files()
