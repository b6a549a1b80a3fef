"""What every test shares: the outside tools that some tests need, and Hypothesis settings."""

import os
import shutil

import hypothesis
import pytest

# The first call of a kernel compiles it, so no example has a deadline.
hypothesis.settings.register_profile("iamd", deadline=None, derandomize=True)
hypothesis.settings.load_profile("iamd")

# Marker -> any one of these executables satisfies it.
TOOLS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "gdal": ("gdal_viewshed",),
}


def find_tool(marker: str) -> str | None:
    """Return the path of the first executable that satisfies a marker."""
    return next((path for name in TOOLS[marker] if (path := shutil.which(name))), None)


def required_tools() -> set[str]:
    """Return the markers whose absence is a failure: ``IAMD_REQUIRE=chromium,gdal``."""
    required = {name.strip() for name in os.environ.get("IAMD_REQUIRE", "").split(",")} - {""}
    if unknown := required - TOOLS.keys():
        raise pytest.UsageError(f"IAMD_REQUIRE names {sorted(unknown)}; it can name {sorted(TOOLS)}")
    return required


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a misspelt IAMD_REQUIRE before any test runs."""
    required_tools()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test by the name of the tool it needs, or fail it where the tool is required."""
    for marker, names in TOOLS.items():
        if item.get_closest_marker(marker) and find_tool(marker) is None:
            reason = f"needs {marker}: none of {', '.join(names)} is installed"
            if marker in required_tools():
                pytest.fail(f"{reason}, and IAMD_REQUIRE names it", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium executable; for tests marked ``chromium``."""
    path = find_tool("chromium")
    assert path is not None, "mark the test with pytest.mark.chromium"
    return path


@pytest.fixture(scope="session")
def gdal_viewshed() -> str:
    """Path of gdal_viewshed; for tests marked ``gdal``."""
    path = find_tool("gdal")
    assert path is not None, "mark the test with pytest.mark.gdal"
    return path
