"""What a person answered to an alert mail: read without trust, applied only if it cannot be misread."""

from alerts.replies.clauses import Command
from alerts.replies.reply import Reply, read_reply

__all__ = ["Command", "Reply", "read_reply"]
