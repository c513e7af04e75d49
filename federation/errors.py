"""The exceptions of `federation`, one small tree.

    FederationError
    ├── ContributionError      what a member sent, or would send, is not of the agreed form
    ├── PrivacyError           the budget is spent, or a privacy setting makes no sense
    ├── JudgementsMissing      there is nothing to learn from
    ├── GridError              members did not answer as the round needs
    ├── StatementError         a signed file is damaged, forged, or not what it should be
    │   └── BundleError        a contribution by file is not one for this round
    ├── MembershipError        who is a member, under which key, and in which role
    ├── RoundError             a round cannot be opened, joined or closed like this
    │   └── SealedError        a sealed sum may not be opened
    ├── ReleaseError           a release cannot be proposed, voted on, published or installed
    │   └── LedgerError        the ledger was rewritten, cut or forged
    └── PracticeError          a practice card cannot be used

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


class StatementError(FederationError):
    """A signed file is damaged, forged, or not what it should be."""


class BundleError(StatementError):
    """A contribution by file is not one for this round."""


class MembershipError(FederationError):
    """Who is a member, under which key, and in which role."""


class RoundError(FederationError):
    """A round cannot be opened, joined or closed like this."""


class SealedError(RoundError):
    """A sealed sum may not be opened."""


class ReleaseError(FederationError):
    """A release cannot be proposed, voted on, published or installed."""


class LedgerError(ReleaseError):
    """The ledger was rewritten, cut or forged."""


class PracticeError(FederationError):
    """A practice card cannot be used."""
