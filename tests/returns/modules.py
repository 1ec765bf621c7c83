"""The modules of a referral, for the tests that bring them in. Every child in them is made up."""

from __future__ import annotations

from collections.abc import Iterable


def _items(**said: str) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in said.items() if value)


def enquiry(start: str = "2025-06-04", *, held: str = "", not_required: str = "0") -> str:
    """A Section47 module."""
    dates = _items(S47ActualStartDate=start, InitialCPCtarget="2025-06-25", DateOfInitialCPC=held)
    return f"<Section47>{dates}{_items(ICPCnotRequired=not_required)}</Section47>"


def protection_plan(
    start: str = "2025-06-25", end: str = "", *, first: str = "NEG", latest: str = "", reviews: Iterable[str] = ()
) -> str:
    """A ChildProtectionPlans module, whose latest category is its first unless said otherwise."""
    said = _items(
        CPPstartDate=start, CPPendDate=end, InitialCategoryOfAbuse=first, LatestCategoryOfAbuse=latest or first,
        NumberOfPreviousCPP="0",
    )  # fmt: skip
    reviewed = "".join(f"<Reviews>{_items(CPPreviewDate=day)}</Reviews>" for day in reviews)
    return f"<ChildProtectionPlans>{said}{reviewed}</ChildProtectionPlans>"


def need_plan(start: str = "2025-06-10", end: str = "") -> str:
    """A CINPlanDates module."""
    return f"<CINPlanDates>{_items(CINPlanStartDate=start, CINPlanEndDate=end)}</CINPlanDates>"
