"""Agencies are asked, chased, answered for, or gone on without."""

from kith.checks.steps.following import ChaseCheck, GoOnWithout, RecordReply, ReplyFromPortal
from kith.checks.steps.sending import SendChecks

__all__ = ["ChaseCheck", "GoOnWithout", "RecordReply", "ReplyFromPortal", "SendChecks"]
