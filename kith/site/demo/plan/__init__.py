"""The plan of a synthetic authority: pure, repeatable, without a database, a clock or the web."""

from kith.site.demo.plan.authority import Authority, plan

__all__ = ["Authority", "plan"]
