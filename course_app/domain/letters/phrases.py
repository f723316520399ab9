"""Word lists for letters in English: what the soft checks listen for. A list never stops anybody.

Phrases are in folded form: small letters, no apostrophes, single blanks. For a letter in another language these checks
are left out.
"""

LANGUAGE = "en"

REQUESTS = (
    "a favour", "a favor", "favours", "favors", "hire", "hires", "hired", "hiring", "job", "jobs", "vacancy",
    "vacancies", "invest", "investor", "investors", "investment", "refer me", "referral", "referrals", "reference for",
    "recommend me", "discount", "discounts", "sponsor", "sponsorship", "donate", "donation", "lend me", "a loan",
    "introduce me", "put me in touch", "pick your brain", "my cv", "my resume", "sales", "my product", "sign up",
    "buy", "vote for",
)  # fmt: skip
"""Words of somebody who wants something."""

UNDERSELLING = (
    "may not remember me", "might not remember me", "probably do not remember", "probably dont remember",
    "wont remember me", "will not remember me", "dont know if you remember", "do not know if you remember",
    "not sure if you remember", "not sure you remember", "if you remember me", "if you still remember",
    "have forgotten me", "forgotten who i am", "sorry to bother", "sorry to disturb", "dont want to bother",
    "do not want to bother", "dont mean to bother", "do not mean to bother", "waste your time", "take up your time",
    "only me", "just little me", "nobody important", "i know you are busy", "i know youre busy", "feel free to ignore",
)  # fmt: skip
"""Sentences that make the writer small."""

WHY_NOW = (
    "today", "tonight", "yesterday", "this week", "this morning", "this afternoon", "this evening", "this weekend",
    "this month", "this year", "this spring", "this summer", "this autumn", "this winter", "last night", "last week",
    "last weekend", "last month", "the other day", "the other week", "a few days ago", "days ago", "recently",
    "lately", "just now", "because", "reminded me", "came back to me", "thought of you", "thinking of you",
    "i passed", "i saw", "i heard", "i read", "i found", "came across", "on monday", "on tuesday", "on wednesday",
    "on thursday", "on friday", "on saturday", "on sunday", "i would like to", "id like to", "i wanted to",
    "i want to",
)  # fmt: skip
"""Words of somebody who says what made them write."""

_SMALL = (
    "about after again also always because been before being both came come could does doing done down each even ever "
    "every first from gave give going good great have having here into just knew know last like long made make many "
    "more most much never nice once only other over people really same should some still such than that their them "
    "then there these they thing things this those time told took until very want week well went were what when where "
    "which while will with would year years your yours"
)
SMALL_WORDS = frozenset(_SMALL.split())
"""Words so common that finding them again says nothing."""
