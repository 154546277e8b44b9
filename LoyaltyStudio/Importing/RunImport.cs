using LoyaltyStudio.Data;
using LoyaltyStudio.Platform;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyStudio.Importing;

/// <param name="Path">The file on this machine.</param>
/// <param name="FileName">The name as the person knows it.</param>
/// <param name="Mapping">How to read it; null guesses from the header.</param>
public sealed record RunImportRequest(string Kind, string Path, string FileName, ImportMapping? Mapping);

/// <summary>
/// Imports a file: good rows in, bad rows into a report. The same file again changes nothing; a killed import goes on where it was when it is
/// started again with the same file and mapping.
/// </summary>
public sealed class RunImport(StudioData data, TimeProvider clock, IEnumerable<IImporter> importers, ILogger<RunImport> log)
{
    public async Task<Outcome<ImportRun>> RunAsync(Actor actor, RunImportRequest request, Action<long, long, string>? report, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportData) || actor.Stores is not null)
        {
            return Refuse.Forbidden();
        }

        if (importers.FirstOrDefault(i => i.Kind == request.Kind) is not { } importer)
        {
            return Refuse.Invalid("kind", "There is nothing to import under the name {0}. Known are: {1}.", request.Kind, string.Join(", ", importers.Select(i => i.Kind)));
        }

        if (!File.Exists(request.Path))
        {
            return Refuse.NotFound("file_missing", "The file {0} does not exist.", request.FileName);
        }

        ImportRun? run = null;
        try
        {
            using var file = TableFile.Open(request.Path);
            var mapping = request.Mapping ?? FieldReader.Guess(importer.Kind, importer.Fields, file.Header);
            if (mapping.Kind != importer.Kind)
            {
                throw new ImportException("mapping_kind", "This mapping is for {0}, not for {1}.", mapping.Kind, importer.Kind);
            }

            var fields = new FieldReader(mapping, importer.Fields, file.Header);
            run = await BeginAsync(actor, request, mapping, ct);
            var session = new ImportSession(data, run, mapping, fields, file, actor, report ?? ((_, _, _) => { }));
            await importer.ImportAsync(session, ct);
            await FinishAsync(actor, session, ct);
            return run;
        }
        catch (ImportException e)
        {
            await FailAsync(run, e.Message);
            return Refuse.Conflict(e.Code, e.Template, [.. e.Args]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Import of {File} failed", request.FileName);
            await FailAsync(run, $"{e.GetType().Name}: {e.Message}");
            throw;
        }
    }

    private Task<ImportRun> BeginAsync(Actor actor, RunImportRequest request, ImportMapping mapping, CancellationToken ct)
    {
        var hash = ContentHash.Of(TableFile.Hash(request.Path) + mapping.ToJson());
        return data.WriteAsync(async db =>
        {
            var run = await db.Set<ImportRun>().Where(r => r.Kind == request.Kind && r.FileHash == hash && r.State != ImportState.Done).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
            if (run is null)
            {
                db.Add(run = new ImportRun
                {
                    Kind = request.Kind, FileName = request.FileName, FileHash = hash, Mapping = mapping.ToJson(), Actor = actor.Stamp, StartedAt = clock.GetUtcNow().UtcDateTime,
                });
            }

            run.State = ImportState.Running;
            run.Error = "";
            run.LinesRead = 0;
            await db.SaveChangesAsync(ct);
            db.Entry(run).State = EntityState.Detached;
            return run;
        }, ct, Lane.Job);
    }

    private Task FinishAsync(Actor actor, ImportSession session, CancellationToken ct) => data.WriteAsync(async db =>
    {
        var run = session.Run;
        var refusedBefore = await db.Set<ImportRun>().Where(r => r.Id == run.Id).Select(r => r.Refused).FirstAsync(ct);
        await ImportSession.WriteRefusalsAsync(db, run.Id, session.Refusals);
        run.State = ImportState.Done;
        run.FinishedAt = clock.GetUtcNow().UtcDateTime;
        run.Refused = refusedBefore + session.Refusals.Count(r => !r.RowKept);
        db.Update(run);
        await db.SaveChangesAsync(ct);
        db.Audit(actor, "import.done", $"import {run.Id}", $"{run.Kind}: {run.Added} added, {run.Changed} changed, {run.Unchanged} unchanged, {run.Refused} refused");
    }, ct, Lane.Job);

    private async Task FailAsync(ImportRun? run, string error)
    {
        if (run is not null)
        {
            await data.WriteAsync(db => db.Set<ImportRun>().Where(r => r.Id == run.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ImportState.Failed).SetProperty(r => r.Error, error)), CancellationToken.None, Lane.Job);
        }
    }
}
