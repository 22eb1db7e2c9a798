"""The page that shows a pathway: whom the region takes, where a letter goes, what it must hold, what else there is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.sign_in.permissions import Permission, requires
from assessment.episode.judgement import source_lines
from assessment.record.clock import today
from guidelines.conditions.sentences import phrase_of
from guidelines.in_force.content import Kind, current_content
from guidelines.pages.guard import needs_content
from referrals.pathways.in_force import pathway_named


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def pathway(request: HttpRequest, pathway: str) -> HttpResponse:
    """One pathway in force, in words. A draft is not among them."""
    content = current_content()
    release = content.releases.get(pathway)
    if release is None or release.publication.kind != Kind.PATHWAY:
        raise Http404
    found = pathway_named(content, release)
    rules = {row["key"]: phrase_of(row["when"], content.vocabulary) for row in release.body["criteria"]}
    fits = {row["key"]: row["when"] for row in release.body.get("alternatives", ()) if "when" in row}
    context = {
        "release": release,
        "pathway": found,
        "has_run_out": found.has_run_out(today()),
        "destinations": [
            (
                destination,
                [found.criteria[key] for key in destination.requires],
                [found.criteria[key] for key in destination.excludes],
            )
            for destination in found.destinations.values()
        ],
        "criteria": [
            (criterion, rules[key], source_lines([criterion.source], content))
            for key, criterion in found.criteria.items()
        ],
        "routes": [
            (route, [found.planning_areas.get(area, area) for area in route.planning_areas]) for route in found.routing
        ],
        "alternatives": [
            (
                entry,
                phrase_of(fits[entry.key], content.vocabulary) if entry.key in fits else None,
                source_lines([entry.source], content),
            )
            for entry in found.alternatives
        ],
        "other_letters": [template for template in found.letters.values() if not template.is_referral],
    }
    return render(request, "referrals/pathway/page.html", context)
