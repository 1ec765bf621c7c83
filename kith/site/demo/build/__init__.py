"""Lives the planned authority through, step by step, on a simulated clock."""

from kith.site.demo.build.run import build

__all__ = ["build"]
