"""The plan: days on which it looks again, what stands in the way, schooling (AS-04, AS-11, CL-08)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.access.models import Matter
from kith.assessment.models import Assessment
from kith.assessment.queries.lacking import lacking
from kith.assessment.steps import AgreePlan
from kith.checks.models import AgencyCheck
from kith.frontdoor.models import Contact
from kith.kernel.perform import Invalid, Refused
from kith.people.steps import RelationshipAdded
from kith.sharing.models import AgencyDiscussion
from kith.site.team import workers
from tests.assessment.reading import signed_in
from tests.assessment.scene import ALLOCATED, allocated, child, referrals
from tests.assessment.test_workspace import write
from tests.cast import Cast, london, take
from tests.letters.scene import spoken

pytestmark = pytest.mark.django_db
POINT = {"day": "2026-06-20", "what": "Both parents seen"}


def test_cl_08_a_day_on_which_the_plan_looks_again_is_due_work_of_whoever_leads_and_of_the_team(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    write(cast.social_worker, assessment, "plan", checkpoints=[POINT])

    def shown(day: int, href: str) -> str:
        who = cast.social_worker if href.startswith("/?") else cast.team_manager
        with at(london(2026, 6, day)):
            return signed_in(who).get(href).content.decode()

    link = f'href="/assessments/{assessment.ref}/write/plan/#id_checkpoints"'
    assert link in shown(18, "/?show=soon")
    assert link not in shown(18, "/?show=late")
    assert link in shown(22, "/?show=late")
    assert "Both parents seen" not in shown(18, "/team/")
    assert "Both parents seen" in shown(22, "/team/")
    with at(london(2026, 6, 22)), acting(cast.team_manager):
        rows = {row.user: row for row in workers(cast.east)}
        late = rows[cast.social_worker].late
    write(cast.social_worker, assessment, "plan", checkpoints=[POINT | {"result": "Both seen."}], base="1")
    assert link not in shown(22, "/?show=late")
    assert "Both parents seen" not in shown(22, "/team/")
    with at(london(2026, 6, 22)), acting(cast.team_manager):
        assert {row.user: row for row in workers(cast.east)}[cast.social_worker].late == late - 1


def test_cl_08_a_plan_sets_such_a_day_and_what_stands_in_the_way_is_answered_and_agreed_again(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])

    def lacks() -> str:
        with at(london(2026, 6, 12)), acting(cast.social_worker):
            return " | ".join(lack.words for lack in lacking(assessment))

    write(cast.social_worker, assessment, "plan", which_family="Grace and Daniel")
    assert "Points at which to look again is not answered" in lacks()
    write(cast.social_worker, assessment, "plan", which_family="Grace and Daniel", checkpoints=[POINT], base="1")
    assert "Points at which" not in lacks()
    with at(london(2026, 6, 12)):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
    assert "not agreed" not in lacks()
    # What was done is written down on the way: that is no other plan (AS-04).
    done = POINT | {"result": "Grace was seen."}
    write(cast.social_worker, assessment, "plan", which_family="Grace and Daniel", checkpoints=[done], base="2")
    assert "not agreed" not in lacks()
    with at(london(2026, 6, 12)), pytest.raises(Invalid, match="agreed as it stands already"):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
    # What stands in the way is: somebody says what is done about it, and a manager looks at the plan again.
    stuck = done | {"obstacle": "Daniel works away."}
    write(cast.social_worker, assessment, "plan", which_family="Grace and Daniel", checkpoints=[stuck], base="3")
    assert "Something stands in the way of “Both parents seen”: say what is done about it" in lacks()
    assert "The plan is not agreed as it stands: a manager agrees it" in lacks()
    mended = stuck | {"remedy": "Farah rings him on Sunday."}
    write(cast.social_worker, assessment, "plan", which_family="Grace and Daniel", checkpoints=[mended], base="4")
    assert "Something stands in the way" not in lacks()


def test_as_04_nobody_agrees_a_plan_that_they_wrote_alone(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    write(cast.practice_supervisor, assessment, "plan", which_family="Grace")
    page = f"/assessments/{assessment.ref}/write/plan/"
    alone = "Another manager, who does not lead the assessment, agrees it, or Farah Siddiqui goes through the plan"
    with at(ALLOCATED):
        author, other = signed_in(cast.practice_supervisor), signed_in(cast.team_manager)
        shown = author.get(page).content.decode()
        assert "agree-plan/" not in shown, "what would be refused is not offered"
        assert alone.lower() in shown.lower()
        assert alone.lower() in other.get(page).content.decode().lower()
        assert "agree-plan/" in other.get(page).content.decode()
        no = author.get(f"/assessments/{assessment.ref}/agree-plan/")
        assert (no.status_code, alone.lower() in no.content.decode().lower()) == (403, True)
    with pytest.raises(Refused, match="You wrote all of this plan"):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
    write(cast.social_worker, assessment, "plan", which_family="Grace and Daniel", base="1")
    with at(ALLOCATED):
        shown = author.get(page).content.decode()
        assert f"Not agreed as it stands: {cast.practice_supervisor.name} agrees it" in shown
        assert "agree-plan/" in shown
    take(AgreePlan, cast.practice_supervisor, assessment, {})


def test_as_04_a_plan_is_looked_at_again_when_the_family_or_household_changes(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    write(cast.social_worker, assessment, "plan", which_family="Grace", checkpoints=[POINT])
    words = "The family or household changed since the plan was agreed"

    def lacks() -> list[str]:
        with acting(cast.social_worker):
            return [lack.label for lack in lacking(assessment)]

    with at(london(2026, 6, 12)):
        take(AgreePlan, cast.practice_supervisor, assessment, {})
        assert words not in lacks()
    with at(london(2026, 6, 14)):
        uncle = child(cast.mash_worker, "Obi Okafor", born=london(1980, 1, 1).date(), kind="adult")
        with acting(cast.social_worker):
            person = assessment.child.person
        take(RelationshipAdded, cast.social_worker, person, {"other": uncle.subject.ref, "kind": "aunt_uncle"})
        assert words in lacks()
        home = f"/assessments/{assessment.ref}/"
        manager = signed_in(cast.practice_supervisor)
        assert "changed since" in manager.get(f"{home}write/plan/").content.decode()
        sent = {"words": "It still fits.", "read_up_to": "1", "request_key": "again"}
        assert manager.post(f"{home}agree-plan/", sent).status_code == 302
        assert words not in lacks()
        assert "It still fits." in manager.get(f"{home}write/plan/").content.decode()


def test_as_11_of_a_child_in_no_education_that_we_know_of_the_service_is_asked_why(cast: Cast) -> None:
    def lacks(assessment: Assessment) -> list[str]:
        with at(ALLOCATED), acting(cast.social_worker):
            return [lack.words for lack in lacking(assessment) if "school" in lack.label]

    amara: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    assert lacks(amara) == []  # her school told us of her
    with acting(cast.mash_manager):
        Contact.objects.update(agency=None)
    assert lacks(amara) == ["No school of Amara's is known: ask the education service why"]
    baby = child(cast.mash_worker, "Chidi Okafor", born=london(2024, 1, 1).date())
    assert lacks(allocated(cast, referrals(cast, baby)[0])) == []
    with acting(cast.mash_worker):
        spoken(cast, Contact.objects.select_related("matter").earliest("pk"), "Education welfare")
    with acting(cast.social_worker):
        asked = {"agency_kind": "education_service", "agency_name": "Education welfare", "question": "Why?"}
        asked |= {"concern": "No school is known.", "shared": AgencyDiscussion.objects.get()}
        asked |= {"due_on": ALLOCATED.date()}
        asked |= {"matter": Matter.objects.create(kind="check"), "work": amara.matter, "asked_by": cast.social_worker}
        AgencyCheck.objects.create(purpose=AgencyCheck.Purpose.EDUCATION, **asked)
    assert lacks(amara) == []


def test_as_04_the_plan_stands_on_the_page_on_which_it_is_agreed(cast: Cast) -> None:
    assessment: Assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    write(cast.social_worker, assessment, "plan", which_family="Grace, and Daniel by himself")
    with at(london(2026, 6, 12)):
        answer = signed_in(cast.team_manager).get(f"/assessments/{assessment.ref}/agree-plan/")
    assert "Grace, and Daniel by himself" in answer.content.decode()
