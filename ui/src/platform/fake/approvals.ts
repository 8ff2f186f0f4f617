// Who has to agree to a request, and how content its requester is.
import type { Approver, Commands, ShownApproval } from "../bindings";
import { ME, NOW } from "./organization";
import type { FakeRequest } from "./requests";
import { take } from "./take";
import { isEnded, type World } from "./world";

const isThrough = (step: ShownApproval) =>
  step.state !== "rejected" && step.approvers.filter((one) => one.approved_at).length >= step.needed;

/** The step that is asked for now. */
const openOf = (one: FakeRequest) => one.approvals.find((step) => !isThrough(step));

/** Sets what follows from who has said what. */
export function settle(one: FakeRequest): void {
  const open = openOf(one);
  for (const step of one.approvals) {
    if (step.state !== "rejected")
      step.state = isThrough(step) ? "through" : step === open ? "open" : "later";
  }
  one.row.approval = open && !isEnded(one.row) ? open.state : null;
}

const hasSaid = (step: ShownApproval, what: "approved_at" | "rejected_at") =>
  step.approvers.some((one) => one.person === ME && one[what]);

const isUpToMe = (step: ShownApproval) =>
  step.state === "rejected"
    ? hasSaid(step, "rejected_at")
    : step.state === "open" && step.approvers.some(({ person }) => person === ME);

/** Whether it waits for my word. */
export function waitsForMe(one: FakeRequest): boolean {
  const open = openOf(one);
  return !isEnded(one.row) && open?.state === "open" && isUpToMe(open) && !hasSaid(open, "approved_at");
}

export function approvalsOf(world: World, one: FakeRequest): ShownApproval[] {
  const can = world.can(one);
  return one.approvals.map((step) => ({
    ...step,
    can_decide: !isEnded(one.row) && isUpToMe(step),
    can_waive: step.state !== "through" && can.includes("waive_approval"),
  }));
}

/** What an approver may do, and what nobody does before they have agreed. */
export function withApprovals(one: FakeRequest, names: string[], isHelperSide: boolean): string[] {
  const open = openOf(one);
  const isOpen = !isEnded(one.row) && one.row.stage !== "delivered";
  const more = isOpen && isHelperSide ? ["ask_approval", "waive_approval"] : [];
  if (isOpen && open && isUpToMe(open)) more.push("approve", "reject");
  if (one.row.stage === "closed" && one.row.requester === ME && !one.row.id.startsWith("r-archived"))
    more.push("rate");
  const isWaiting = one.row.stage.startsWith("waiting");
  const heldUp = open ? (isWaiting ? ["deliver"] : ["deliver", "start"]) : [];
  return [...names.filter((name) => !heldUp.includes(name)), ...more];
}

export const ratingOf = (one: FakeRequest): number | null =>
  one.timeline.findLast((entry) => entry.rating !== null)?.rating ?? null;

function decide(world: World, request: string, approval: string, what: Partial<Approver>): ShownApproval {
  const one = world.request(request);
  const step = one.approvals.find((other) => other.id === approval);
  const mine = step?.approvers.find(({ person }) => person === ME);
  if (!step || !mine || !isUpToMe(step))
    throw { code: "approval_gone", message: "that approval is no longer asked for" };
  Object.assign(mine, { approved_at: null, rejected_at: null }, what);
  return step;
}

type ApprovalCommands = Pick<
  Commands,
  "ask_approval" | "approve" | "reject" | "waive_approval" | "rate" | "team_satisfaction"
>;

export function approvalCommands(world: World): ApprovalCommands {
  return {
    async ask_approval({ request, approvers, needed }) {
      const one = world.request(request);
      if (approvers.some((person) => person === one.row.requester || person === ME))
        throw { code: "approved_oneself", message: "nobody agrees to what they ask for themselves" };
      one.approvals.push({
        id: world.nextId("a"),
        approvers: approvers.map((person) => ({ person, approved_at: null, rejected_at: null })),
        needed,
        state: "later",
        reason: null,
        can_decide: false,
        can_waive: true,
      });
      settle(one);
      return take(world, request, { kind: "approval_asked", entry: { approvers, needed } });
    },
    async approve({ request, approval, words }) {
      const step = decide(world, request, approval, { approved_at: NOW });
      if (step.state === "rejected") Object.assign(step, { state: "open", reason: null });
      settle(world.request(request));
      return take(world, request, { kind: "approved", entry: { words } });
    },
    async reject({ request, approval, reason }) {
      const step = decide(world, request, approval, { rejected_at: NOW });
      Object.assign(step, { state: "rejected", reason });
      settle(world.request(request));
      return take(world, request, { kind: "rejected", entry: { words: reason } });
    },
    async waive_approval({ request, approval }) {
      const one = world.request(request);
      one.approvals = one.approvals.filter((step) => step.id !== approval);
      settle(one);
      return take(world, request, { kind: "approval_waived" });
    },
    async rate({ request, rating, words }) {
      const earlier = ratingOf(world.request(request));
      return take(world, request, { kind: "rated", entry: { rating, earlier_rating: earlier, words } });
    },
    async team_satisfaction({ team }) {
      const members = world.directory.teams.find((one) => one.id === team)?.members ?? [];
      const served = [...world.requests.values()].filter(
        ({ row }) =>
          ["delivered", "closed"].includes(row.stage) && members.some(({ person }) => person === row.helper),
      );
      const ratings = served.map(ratingOf).filter((one) => one !== null);
      const count = (isSuch: (rating: number) => boolean) => ratings.filter(isSuch).length;
      const good = count((one) => one >= 4);
      const share = (part: number, whole: number) => Math.round((part * 100) / whole);
      return {
        good,
        neutral: count((one) => one === 3),
        bad: count((one) => one <= 2),
        percent: ratings.length >= 5 ? share(good, ratings.length) : null,
        least: 5,
        delivered: served.length,
        reopened_percent: served.length
          ? share(served.filter(({ row }) => row.reopen_count > 0).length, served.length)
          : null,
      };
    },
  };
}
