"""The needs that services in the directory answer to, in families' words."""

NEEDS: dict[str, str] = {
    "pregnancy": "Expecting a baby",
    "early_years": "A baby or small child",
    "speech": "Learning to talk",
    "parenting": "Being a parent",
    "behaviour": "Behaviour and routines",
    "school": "School and learning",
    "activities": "Something to do",
    "health": "Health",
    "disability": "Disability or additional needs",
    "child_mental_health": "A child's worries or low mood",
    "parent_mental_health": "A parent's worries or low mood",
    "bereavement": "Somebody died",
    "young_carer": "A child who cares for somebody",
    "separated_parents": "Parents living apart",
    "isolation": "Feeling alone",
    "newcomers": "New to the area or the country",
    "domestic_abuse": "Abuse between adults at home",
    "substance": "Alcohol or drugs",
    "exploitation": "Somebody using a young person",
    "online_safety": "Life online",
    "money": "Money and debt",
    "food": "Food and essentials",
    "housing": "Home and housing",
}


def need_words(keys: list[str]) -> str:
    """ "Money and debt, home and housing"."""
    words = [NEEDS.get(key, key.replace("_", " ")) for key in keys]
    return ", ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:])]) if words else ""
