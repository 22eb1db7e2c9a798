"""Database triggers for releases: only what a second person has approved, exactly as it was read, is published.

The owner of the tables is let through: the content files that come with the program are loaded as the owner, at
deployment. Whoever works as the application's role, in the program or by raw SQL, is not.
"""

import pgtrigger

# A release moves from draft to submitted to approved to published; back to draft only into a new round; and out of all
# of these when it is given up.
ONE_STEP_AT_A_TIME = """
IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
END IF;
IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.round <> 1 THEN
        RAISE EXCEPTION 'a release begins as a draft';
    END IF;
    RETURN NEW;
END IF;
IF OLD.state = 'published' OR (NEW.state = OLD.state AND NEW.round = OLD.round) THEN
    RETURN NEW;  -- what is published has a guard of its own
END IF;
IF NEW.state = 'draft' AND OLD.state IN ('submitted', 'approved') AND NEW.round = OLD.round + 1 THEN
    RETURN NEW;
END IF;
IF NEW.state = 'given_up' AND OLD.state <> 'given_up' AND NEW.round = OLD.round THEN
    RETURN NEW;
END IF;
IF NEW.round <> OLD.round
    OR (OLD.state, NEW.state) NOT IN (('draft', 'submitted'), ('submitted', 'approved'), ('approved', 'published'))
THEN
    RAISE EXCEPTION 'a release does not go from % to %', OLD.state, NEW.state;
END IF;
IF NEW.state IN ('approved', 'published') AND NOT EXISTS (
    SELECT FROM guidelines_releaseevent approval
    WHERE approval.release_id = NEW.id AND approval.kind = 'approved'
        AND approval.round = NEW.round AND approval.content_hash = NEW.content_hash
        AND NOT EXISTS (
            SELECT FROM guidelines_releaseevent work
            WHERE work.release_id = NEW.id AND work.by_id = approval.by_id
                AND work.kind IN ('created', 'edited', 'submitted')
        )
) THEN
    RAISE EXCEPTION 'a release is approved by someone who has not worked on it';
END IF;
-- What ends where this one begins is what its authors had before them: nothing is undone that they have not seen.
IF NEW.state = 'published' AND EXISTS (
    SELECT FROM guidelines_release before
    WHERE before.publication_id = NEW.publication_id AND before.id <> NEW.id AND before.state = 'published'
        AND before.id IS DISTINCT FROM NEW.base_id
        AND (before.effective @> lower(NEW.effective) OR upper(before.effective) = lower(NEW.effective))
) THEN
    RAISE EXCEPTION 'a release was published after this draft was begun';
END IF;
RETURN NEW;
"""

LIFE_CYCLE = [
    pgtrigger.Trigger(
        name="one_step_at_a_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=ONE_STEP_AT_A_TIME,
    ),
    pgtrigger.Protect(
        name="content_of_a_draft_only",
        operation=pgtrigger.Update,
        # Once it is submitted, what was read is what will be published.
        condition=pgtrigger.Condition(
            "((OLD.state <> 'draft' OR NEW.state <> 'draft') AND OLD.state <> 'published' AND "
            "(to_jsonb(OLD) - '{state,round,effective,published_at,prepared_by_id,approved_by_id}'::text[])"
            " IS DISTINCT FROM "
            "(to_jsonb(NEW) - '{state,round,effective,published_at,prepared_by_id,approved_by_id}'::text[]))"
        ),
    ),
]

PINS_OF_A_DRAFT_ONLY = """
IF EXISTS (
    SELECT FROM guidelines_release
    WHERE state <> 'draft'
        AND id IN (
            CASE TG_OP WHEN 'INSERT' THEN NEW.release_id ELSE OLD.release_id END,
            CASE TG_OP WHEN 'DELETE' THEN OLD.release_id ELSE NEW.release_id END
        )
) THEN
    RAISE EXCEPTION 'what is no longer a draft cannot be changed';
END IF;
IF TG_OP = 'DELETE' THEN
    RETURN OLD;
END IF;
RETURN NEW;
"""

APPROVAL_OF_WHAT_WAITS = """
IF NEW.kind = 'approved' AND NOT EXISTS (
    SELECT FROM guidelines_release
    WHERE id = NEW.release_id AND state = 'submitted' AND round = NEW.round AND content_hash = NEW.content_hash
) THEN
    RAISE EXCEPTION 'only what waits for a reviewer is approved, and as it was submitted';
END IF;
IF NEW.kind = 'approved' AND btrim(NEW.note) = '' AND EXISTS (
    SELECT FROM guidelines_release
    WHERE id = NEW.release_id
        AND (btrim(unverified) <> '' OR jsonb_path_exists(body, '$.**.unverified ? (@ like_regex "[^[:space:]]")'))
) THEN
    RAISE EXCEPTION 'what is unverified is approved with the source that it was checked against';
END IF;
RETURN NEW;
"""
