import type { ApprovalRecord } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printAge, printSafe, printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";
import { parseObjectArgument } from "./json-argument.ts";
import { proposeRule } from "./propose-rule.ts";

export async function listApprovals(options: GlobalOptions & { readonly all?: boolean }): Promise<void> {
  await withGateway(options, async (client, output) => {
    const { approvals } = (await client.get(`/api/approvals${options.all === true ? "" : "?status=pending"}`)) as {
      approvals: readonly ApprovalRecord[];
    };
    output.result({ approvals }, () => {
      if (approvals.length === 0) return "Nothing waits for approval";
      const rows = approvals.map((approval) => [
        approval.id,
        approval.status,
        `${approval.server}.${approval.tool}`,
        approval.principal,
        printAge(approval.createdAt),
        printSafe(approval.reason),
      ]);
      return printTable([["approval", "status", "tool", "asked by", "when", "why"], ...rows]);
    });
    return EXIT_OK;
  });
}

export async function showApproval(id: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const approval = (await client.get(`/api/approvals/${encodeURIComponent(id)}`)) as ApprovalRecord;
    output.result(approval, () => printApproval(approval));
    return EXIT_OK;
  });
}

export async function decideApproval(
  decision: "approve" | "reject",
  id: string,
  options: GlobalOptions & { readonly edit?: string; readonly note?: string; readonly always?: boolean },
): Promise<void> {
  const edited =
    options.edit === undefined
      ? {}
      : {
          editedArguments: parseObjectArgument(
            "--edit",
            options.edit.startsWith("{") ? options.edit : `@${options.edit}`,
          ),
        };
  const note = options.note === undefined ? {} : { note: options.note };
  await withGateway(options, async (client, output) => {
    const approval = (await client.post(`/api/approvals/${encodeURIComponent(id)}/decision`, {
      decision,
      ...edited,
      ...note,
    })) as ApprovalRecord;
    const proposed = options.always === true ? proposeRule(approval) : undefined;
    const said = `${approval.status} ${approval.server}.${approval.tool} for ${approval.principal}, by ${approval.decidedBy}`;
    output.result(proposed === undefined ? approval : { ...approval, proposedRule: proposed }, () =>
      proposed === undefined ? said : `${said}\n\n${printSafe(proposed)}`,
    );
    return EXIT_OK;
  });
}

function printApproval(approval: ApprovalRecord): string {
  const rows = [
    ["approval", approval.id],
    ["status", approval.decidedBy === undefined ? approval.status : `${approval.status} by ${approval.decidedBy}`],
    ["tool", `${approval.server}.${approval.tool}`],
    ["asked by", `${approval.principal} in ${approval.runId}`],
    ["why", approval.reason],
    ["arguments", JSON.stringify(approval.arguments)],
    ...(approval.editedArguments === undefined ? [] : [["edited to", JSON.stringify(approval.editedArguments)]]),
    ["effects", JSON.stringify(approval.annotations)],
    ["approvers", approval.approvers.join(", ")],
    ["expires", approval.expiresAt],
    ...(approval.note === undefined ? [] : [["note", approval.note]]),
  ];
  return printSafe(printTable(rows));
}
