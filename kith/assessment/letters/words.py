"""What each outcome of an assessment means, in the words of each reader. {child}: the child's first name; {near}: what
every family with a child of that age can use."""

from __future__ import annotations

# What was decided, and what happens next.
FAMILY: dict[str, tuple[str, str]] = {
    "nfa": (
        "We have decided that {child} does not need help from children’s social care.",
        (
            "We will finish our work with you. If things change, or you are worried about {child}, ring us. You do "
            "not have to wait until things are bad."
        ),
    ),
    "universal": (
        (
            "We have decided that {child} does not need help from children’s social care. Services that every family "
            "can use will be enough: {near}."
        ),
        (
            "We will finish our work with you. If you would like help to find any of these, ring us and we will tell "
            "you where to go."
        ),
    ),
    "early_help": (
        (
            "We have decided that early help is right for {child}. Early help means that people who know your family "
            "work together with you, on the things that you say matter. It is your choice: you can say no."
        ),
        (
            "Somebody from early help will get in touch with you and ask what would help most. After that, the social "
            "work team will finish its work with you."
        ),
    ),
    "cin_plan": (
        (
            "We have decided that {child} needs some more help, and that we want to plan it together with you. This "
            "is called a child in need plan."
        ),
        (
            "We will meet with you and with the people who help {child}. Together we write down who does what, and by "
            "when. Then we meet again to see whether it is helping."
        ),
    ),
    "strategy": (
        (
            "We are worried that {child} may not be safe, and we need to find out more. We will talk with the people "
            "who know {child}, such as the police and health services."
        ),
        "Your social worker will tell you what this means for you and what happens next. You can ask us anything.",
    ),
    "emergency": (
        (
            "We believe that {child} is not safe, and that something has to be done at once. We will do it together "
            "with the people who know {child}, such as the police and health services."
        ),
        (
            "Your social worker will tell you today what is being done, why, and for how long. You can ask us "
            "anything, and you can ask a solicitor for advice."
        ),
    ),
}
CHILD: dict[str, tuple[str, str]] = {
    "nfa": (
        "We think that the grown-ups round you can look after you well.",
        ("I will not come to see you any more. If something worries you, tell a grown-up you trust. They can ring us."),
    ),
    "universal": (
        ("We think that the grown-ups round you can look after you well, with some help from people like your school."),
        ("I will not come to see you any more. If something worries you, tell a grown-up you trust. They can ring us."),
    ),
    "early_help": (
        "We think that a bit of help would be good for you and your family.",
        (
            "Somebody new will come and talk with you and your family about what would make things better. They will "
            "ask what you think."
        ),
    ),
    "cin_plan": (
        "We think that you and your family need some more help.",
        (
            "We will make a plan together with your family. A plan is a list of who will do what to make things "
            "better. We want to know what you would put on the list."
        ),
    ),
    "strategy": (
        "We want to make sure that you are safe.",
        (
            "Some of us whose job it is to keep children safe will talk together. I will tell you what we have talked "
            "about, and I want to know what you think."
        ),
    ),
    "emergency": (
        "We want you to be safe, and we have to do something about it now.",
        (
            "I will tell you what we do, why we do it, and who will look after you. You can ask me anything. I want to "
            "know what you think, and what you need."
        ),
    ),
}
# What was decided; what each agency does; when it is looked at again; what should be different. Empty: only whoever
# writes knows.
AGENCY: dict[str, tuple[str, str, str, str]] = {
    "nfa": (
        "Children’s social care takes no further action.",
        "Nothing is asked of you beyond what you do for every child. Tell us if you are worried again.",
        "No review is planned.",
        "",
    ),
    "universal": (
        "Services for every family are enough. Children’s social care takes no further action.",
        "Please go on with what you offer this child and family. Tell us if you are worried again.",
        "No review is planned.",
        "",
    ),
    "early_help": ("The child is handed over to early help, if the family agrees.", "", "", ""),
    "cin_plan": ("The child is a child in need. There will be a child in need plan.", "", "", ""),
    "strategy": ("A strategy discussion will be held.", "", "", ""),
    "emergency": ("The child is to be protected at once. A strategy discussion will be held.", "", "", ""),
}
# What every family can use, by the age up to which it is so; -1 before the birth.
NEAR = (
    (-1, "your midwife and GP, and your family hub"),
    (4, "nursery, your health visitor or GP, and your family hub"),
    (15, "school, the school nurse or your GP, and your family hub"),
    (99, "school, college or work, your GP, and the youth service"),
)
TEENAGER = 13  # years: from then on a grown-up is an adult
CHILDLINE = "0800 1111"  # the national helpline's own number
