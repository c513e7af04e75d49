"""The exceptions of `federation`, one small tree.

    FederationError
    ├── ContributionError      what a member sent, or would send, is not of the agreed form
    ├── PrivacyError           the budget is spent, or a privacy setting makes no sense
    ├── JudgementsMissing      there is nothing to learn from
    └── GridError              members did not answer as the round needs

Every message names what happened, to what, and what to do next; a command shows it as it
is and exits with 1.
"""

from __future__ import annotations


class FederationError(Exception):
    """Base of everything that `federation` raises on purpose."""


class ContributionError(FederationError):
    """A contribution is not of the agreed form, or holds what no honest member sends."""


class PrivacyError(FederationError):
    """The privacy budget is spent, or a privacy setting makes no sense."""


class JudgementsMissing(FederationError):
    """There is nothing to learn from."""


class GridError(FederationError):
    """Members did not answer as the round needs."""
