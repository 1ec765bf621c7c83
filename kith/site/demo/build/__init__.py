"""Lives the planned authority through, step by step, on a simulated clock."""

from kith.site.demo.build.run import build, drawn, log_ins

__all__ = ["build", "drawn", "log_ins"]
