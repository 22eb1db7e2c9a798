"""manage.py first_questions: how much is decided after nine and twelve answers, over typical patients made up."""

import time
from collections import Counter

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessment.episode.question_weights import asked_of, walks_through, work_out_weights
from assessment.rules.asking.walk import GOALS, reach
from guidelines.in_force.content import current_content


class Command(BaseCommand):
    help = (
        "Ask typical patients, made up, in the order of the content in force; print how much is decided after how many."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=0, help="other patients")

    def handle(self, *args: object, **options: int) -> None:
        content, as_of = current_content(), timezone.localdate()
        began = time.perf_counter()
        work_out_weights(content, as_of)
        self.stdout.write(f"What questions settle is worked out in {time.perf_counter() - began:.1f} s.")
        began = time.perf_counter()
        asked = asked_of(content)
        walks = walks_through(asked, as_of, options["patients"], options["seed"])
        self.stdout.write(f"{len(walks)} patients, seed {options['seed']}, in {time.perf_counter() - began:.1f} s.")
        rules = [rule.key for rule in content.rules if rule.key not in content.own]
        for answers, part in GOALS:
            reached = reach(walks, rules)[answers]
            share = sorted(one.decided_after(answers, rules) for one in walks)[len(walks) // 2]
            self.stdout.write(
                f"After {answers} answers at least {float(part):.0%} of {len(rules)} rules are decided for "
                f"{float(reached):.1%} of them; the median is {float(share):.1%}."
            )
        for place in range(max(answers for answers, _part in GOALS)):
            asked_here = Counter(one.questions[place] for one in walks if len(one.questions) > place)
            self.stdout.write(f"{place + 1:3}. " + ", ".join(f"{key} {n}" for key, n in asked_here.most_common(4)))
