"""The themes that documents are filed under, and that searches can be narrowed to.

They are those of Alain Coheur's speech at the Rencontres du Mont-Blanc 2026 (c-coheur-2026),
on what an SSE diplomacy has to speak of, and the few that the texts themselves add.
"""

from __future__ import annotations

__all__ = ["OF_THE_SPEECH", "THEMES"]

# The speech's own themes: what each covers here.
OF_THE_SPEECH: dict[str, str] = {
    "democracy": "democratic resistance: one person one vote, members who govern, citizens' power over the economy",
    "food": "food sovereignty: land, seeds, short supply chains, farmers and consumers together",
    "ai": "AI and digital: data and platforms governed by their users, the digital cooperative citizen",
    "energy": "energy sovereignty: citizens who own production and supply",
    "finance": "ethical and solidarity finance, access to capital, financing under threat",
    "recognition": "recognition in law and by States and institutions",
    "dialogue": "dialogue with conventional enterprises, and partnership with them",
    "territories": "territories and multi-actor diplomacy: local authorities, clusters, alliances",
}
THEMES: dict[str, str] = {
    **OF_THE_SPEECH,
    "definition": "what the social (and solidarity) economy is",
    "work": "decent work, worker ownership, employment, rights at work",
    "markets": "access to markets and public procurement",
    "skills": "education, training, research",
    "data": "statistics and the measurement of impact",
    "inclusion": "women, young people, persons far from employment, the informal economy",
    "rights": "human rights, and rights of indigenous and rural peoples",
    "international": "the United Nations system, regional bodies, cooperation between States",
    "housing": "cooperative and community-led housing",
    "care": "health, care and mutual protection",
}
