/*
 * The refresh protocol with its grace, for the model checker Spin. README.md says what this is, what is
 * left out, and how it is run. A comment that begins with "code:" quotes the Java that the statements
 * below it stand for; RefreshModelTest fails where that is not in the code any more.
 *
 * A statement of the database is one step here, and those of several requests interleave, as on
 * PostgreSQL; on SQLite a transaction is one step, so that all that can happen there can happen here.
 * An update that has changed the row holds it until the commit, and others read the row as it was:
 * therefore the update and its commit are one step.
 *
 * Tokens are numbers, in the order in which they are made. Time passes in ticks.
 */

/* code: static final Duration GRACE = Duration.ofSeconds(10); */
#define GRACE 2
/* code: static final Duration SEALED = Duration.ofSeconds(60); */
#ifdef BUG_FORGETS_TOO_SOON
#define SEALED 0
#else
#define SEALED 3
#endif
#define LONG 4 /* longer than both */

/* What is assumed of an honest client: it stops trying with a token WINDOW ticks after it first did, */
#ifdef CLIENT_TRIES_TOO_LONG
#define WINDOW 2
#else
#define WINDOW 1
#endif
/* what it sends arrives, and is answered, within DELAY ticks or not at all (WINDOW + DELAY <= GRACE), */
#define DELAY 1
/* and it uses a new token only when none of those can be under way any more. */
#ifdef CLIENT_USES_TOO_SOON
#define LIFE 1
#else
#define LIFE (WINDOW + DELAY + 1)
#endif

#ifndef TOKENS
#define TOKENS 4 /* how many of one line are looked at */
#endif
#ifndef NODES
#define NODES 2 /* how many requests may be served at the same time */
#endif

#define NONE 255
#define TABS 2 /* the honest client: two tabs of a browser, with one storage */
#define THIEF TABS

/* The row of the line. Gone with its session (ON DELETE CASCADE), which is why "live" stands for both. */
bool live = true;
byte current = 0;
byte previous = NONE;
byte age = 0;      /* ticks since rotatedAt; counted up to LONG */
byte sealed = NONE; /* the successor that who has "previous" can open */
byte made = 1;     /* tokens that exist */
#ifdef BUG_GRACE_OUTLIVES_USE
byte older = NONE, olderAge = 0;
#endif

/* Requests that are being served, and how many ticks later each will be over. */
byte serving[NODES] = NONE;
byte deadline[NODES] = 0;

/* The honest client. */
byte stored = 0;
byte storedFor = LIFE;  /* ticks; counted up to LIFE */
byte triedFor = NONE;   /* ticks since the stored token was tried first; counted up to WINDOW + 1 */
byte trying[TABS] = NONE;
byte left[TABS] = 0;    /* ticks until it is lost */
byte reply[TABS] = NONE;

/* The thief. */
bool acted = false;  /* has used what was stolen */
byte known = 0;      /* tokens, a bit each */

/* What the properties speak of; nothing above depends on it. */
byte successor[TOKENS] = NONE;
byte replacedFor[TOKENS] = 0; /* ticks; counted up to GRACE + 1 */

#define knows(t) ((known >> (t)) & 1)
/* Used before, and the grace is over: by time, or by the use of its successor. */
#define used(t) (successor[t] != NONE && (replacedFor[t] > GRACE || successor[successor[t]] != NONE))

/* Whether what a node is doing need not be over in this tick. */
#define unhurried(n) (serving[n] >= TABS || deadline[n] > 0)

inline commit_rotation(t, n) {
  /* Property 1: a token is replaced once, so that it has one successor. */
  assert(t >= TOKENS || successor[t] == NONE || successor[t] == n);
#ifdef BUG_GRACE_OUTLIVES_USE
  older = previous;
  olderAge = age;
#endif
  current = n;
  sealed = n;
  age = 0;
  if
  :: previous != NONE -> replacedFor[previous] = GRACE + 1 /* does not matter any more */
  :: else
  fi;
  successor[t] = n;
  replacedFor[t] = 0;
  previous = t
}

/* A request, from its arrival to its answer. */
proctype Node(byte me) {
  byte token = NONE, next = NONE, seen = NONE;
  bool was_used = false;

idle:
end:
  atomic {
    /* It does not matter which node takes a request. Nothing happens in a session that has ended. */
    live && (me == 0 || serving[me - 1] != NONE) ->
    if /* What is tried stays there: it may arrive again (a proxy that repeats it). */
    :: trying[0] != NONE -> serving[me] = 0; token = trying[0]; deadline[me] = left[0]
    :: trying[1] != NONE -> serving[me] = 1; token = trying[1]; deadline[me] = left[1]
    :: knows(0) -> serving[me] = THIEF; token = 0
    :: knows(1) -> serving[me] = THIEF; token = 1
    :: knows(2) -> serving[me] = THIEF; token = 2
#if TOKENS > 3
    :: knows(3) -> serving[me] = THIEF; token = 3
#endif
    fi;
    acted = acted || serving[me] == THIEF;
    was_used = used(token);
    /* code: .flatMap(line -> sessions.renewed(tx, line.sessionId())); */
    /* code: return new Outcome.Unknown(); */
#if defined(BUG_NO_COMPARE_AND_SET)
    seen = current
#elif defined(BUG_READS_THE_LINE_ONCE)
    seen = previous;
    next = sealed
#endif
  }

  /* code: .rotate(presented.family(), presented.digest(), Sha256.of(presented.next()), */
  /* code: + " rotated_at = ?, sealed_current = ? WHERE family = ? AND current_digest = ?", */
  atomic {
    if
    :: goto forget /* the server crashes, or the commit fails */
    :: skip
    fi;
    if
#ifdef BUG_NO_COMPARE_AND_SET
    :: live && seen == token ->
#else
    :: live && current == token ->
#endif
      if
      :: made == TOKENS -> goto forget /* enough was seen of this line */
      :: else
      fi;
      next = made;
      made++;
#ifndef BUG_ANSWERS_BEFORE_THE_COMMIT
      commit_rotation(token, next);
#endif
      /* code: return new Outcome.Refreshed(session.get(), presented.next()); */
      goto answer
    :: else
    fi
  }

  /* code: .filter(line -> isWithinGrace(line, presented.digest(), tx.now())) */
  /* code: return line.previous().filter(digest -> ConstantTime.equals(digest, presented)).isPresent() */
  /* code: && line.rotatedAt().filter(at -> Duration.between(at, now).abs().compareTo(GRACE) <= 0) */
  /* code: .flatMap(RefreshTokenRow::sealedCurrent) */
  atomic {
    if
#if defined(BUG_NO_GRACE)
    :: false ->
#elif defined(BUG_GRACE_WITHOUT_END)
    :: live && previous == token && sealed != NONE ->
#elif defined(BUG_GRACE_A_MOMENT_SHORT)
    :: live && previous == token && age < GRACE && sealed != NONE ->
#elif defined(BUG_READS_THE_LINE_ONCE)
    :: live && seen == token && age <= GRACE && sealed != NONE ->
#else
    :: live && previous == token && age <= GRACE && sealed != NONE ->
#endif
#ifndef BUG_READS_THE_LINE_ONCE
      next = sealed;
#endif
#ifdef BUG_NEW_SUCCESSOR_FOR_EACH_RETRY
      if
      :: made == TOKENS -> goto forget
      :: else -> next = made; made++; current = next; sealed = next; age = 0
      fi;
#endif
      /* Property 2: who is behind catches up with the line, and cannot begin another. */
      assert(next == current);
      if /* That each of these is reached is checked, too. */
      :: serving[me] < TABS && !acted -> skip /* an honest retry; */
      :: serving[me] < TABS && acted -> skip  /* one of hers after one of the thief's; */
      :: serving[me] == THIEF -> skip         /* one of the thief's: both have the same token now */
      fi;
      /* code: .map(presented::successor); */
      /* code: return new Outcome.Refreshed(session.get(), successor.get()); */
      goto answer
#ifdef BUG_GRACE_OUTLIVES_USE
    :: live && older == token && olderAge <= GRACE -> next = successor[token]; goto answer
#endif
    :: else
    fi
  }

  /* code: sessions.end(tx, session.get().id(), session.get().accountId()); */
  atomic {
    if
    :: goto forget /* the server crashes, or the commit fails */
    :: skip
    fi;
    /* Property 3: without a thief no session is revoked. */
    assert(!live || acted);
#ifndef BUG_REFUSES_ONLY
    live = false;
#endif
    /* code: return new Outcome.Reused(session.get()); */
    /* Property 4: what was used before ends the session. */
    assert(!was_used || !live);
    goto forget /* all is over, and nothing else is looked at */
  }

answer:
  atomic {
    /* Properties 1 and 4 once more, by what is handed out. */
#ifndef BUG_ANSWERS_BEFORE_THE_COMMIT
    assert(successor[token] == next);
#endif
    assert(!was_used);
    if
    :: serving[me] == THIEF -> known = known | (1 << next)
    :: serving[me] < TABS && trying[serving[me]] == token -> reply[serving[me]] = next
    :: skip /* the answer is lost, or the server crashes before it */
    fi
  }
#ifdef BUG_ANSWERS_BEFORE_THE_COMMIT
  atomic {
    if
    :: live && current == token -> commit_rotation(token, next)
    :: skip
    fi
  }
#endif

forget:
  atomic {
    token = NONE;
    next = NONE;
    seen = NONE;
    was_used = false;
    deadline[me] = 0;
    serving[me] = NONE;
    goto idle
  }
}

proctype Tab(byte me) {
end:
  do
  :: atomic { /* it is time to refresh, or the other tab is at it, or the answer did not come */
      live && trying[me] == NONE &&
        ((triedFor == NONE && storedFor == LIFE) || triedFor <= WINDOW) ->
      trying[me] = stored;
      left[me] = DELAY;
      if
      :: triedFor == NONE -> triedFor = 0
      :: else
      fi
    }
  :: atomic { /* the answer */
      live && reply[me] != NONE ->
      if
      :: reply[me] != stored -> stored = reply[me]; storedFor = 0; triedFor = NONE
      :: else /* the other tab has had the same answer */
      fi;
      trying[me] = NONE;
      left[me] = 0;
      reply[me] = NONE
    }
  :: atomic { /* the request is lost, or the answer; or both are late, and a node has it still */
      live && trying[me] != NONE ->
      trying[me] = NONE;
      left[me] = 0;
      reply[me] = NONE
    }
  od
}

/* Gets hold of one token at some moment: from the storage, from a message, or long after it was used. */
proctype Thief() {
end:
  atomic {
    if
    :: live -> known = 1
    :: live && made > 1 -> known = 2
    :: live && made > 2 -> known = 4
    :: live && made > 3 -> known = 8
    fi
  }
}

/* Time by the database, which all share. */
proctype Clock() {
  byte i;
end:
  do
  :: d_step {
      /* What is on its way from an honest client, or being served, keeps its time. */
      live && unhurried(0) && unhurried(1) &&
#if NODES > 2
        unhurried(2) &&
#endif
        true ->
      age = (age < LONG -> age + 1 : LONG);
#ifdef BUG_GRACE_OUTLIVES_USE
      olderAge = (olderAge > GRACE -> olderAge : olderAge + 1);
#endif
      storedFor = (storedFor < LIFE -> storedFor + 1 : LIFE);
      triedFor = (triedFor > WINDOW -> triedFor : triedFor + 1);
      for (i : 0 .. TOKENS - 1) {
        replacedFor[i] = ((successor[i] == NONE || replacedFor[i] > GRACE) -> replacedFor[i] : replacedFor[i] + 1)
      }
      for (i : 0 .. TABS - 1) {
        if
        :: trying[i] != NONE && left[i] == 0 -> trying[i] = NONE; reply[i] = NONE
        :: trying[i] != NONE && left[i] > 0 -> left[i]--
        :: else
        fi
      }
      for (i : 0 .. NODES - 1) {
        if
        :: deadline[i] > 0 -> deadline[i]--
        :: else
        fi
      }
      i = 0
    }
  /* Upkeep; code: "UPDATE refresh_token SET sealed_current = NULL WHERE sealed_current IS NOT NULL" */
  :: atomic { age > SEALED && sealed != NONE -> sealed = NONE }
  od
}

init {
  atomic {
    run Node(0);
    run Node(1);
#if NODES > 2
    run Node(2);
#endif
    run Tab(0);
    run Tab(1);
    run Thief();
    run Clock()
  }
}
