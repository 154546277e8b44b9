using LoyaltyStudio.Data;
using LoyaltyStudio.Features.Campaigns.Model;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Features.Campaigns.StoreTasks;

/// <param name="Done">False: it is left as it is, for the reason in the note.</param>
public sealed record CloseStoreTaskRequest(long TaskId, bool Done, string Note, int Version);

/// <summary>Writes down that something was done for a member, or why not.</summary>
public sealed class CloseStoreTask(StudioData data, TimeProvider clock)
{
    public async Task<Outcome<StoreTaskState>> RunAsync(Actor actor, CloseStoreTaskRequest request, CancellationToken ct)
    {
        if (!actor.May(Permission.HandleTasks))
        {
            return Refuse.Forbidden();
        }

        if (request.Note.Length > 500)
        {
            return Refuse.Invalid("note", "Write at most {0} characters.", 500);
        }

        if (!request.Done && string.IsNullOrWhiteSpace(request.Note))
        {
            return Refuse.Invalid("note", "Say why nothing was done.");
        }

        return await data.WriteAsync<Outcome<StoreTaskState>>(async db =>
        {
            var task = await db.Set<StoreTask>().FirstOrDefaultAsync(t => t.Id == request.TaskId, ct);
            if (task is null || !actor.Sees(task.StoreId))
            {
                return Refuse.NotFound("task_unknown", "This is not there (any more).");
            }

            if (task.State != StoreTaskState.Open || task.Version != request.Version)
            {
                return Refuse.Conflict("changed_meanwhile", "Somebody else changed this meanwhile. Load it again and make your change once more.");
            }

            (task.State, task.Note, task.DoneBy, task.DoneAt) = (request.Done ? StoreTaskState.Done : StoreTaskState.Dropped, request.Note.Trim(), actor.Name, clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(ct);
            db.Audit(actor, request.Done ? "store_task.done" : "store_task.dropped", $"member {task.MemberId}", task.Title);
            return task.State;
        }, ct);
    }
}
