using System.Reflection;
using System.Runtime.CompilerServices;
using LoyaltyStudio.Features.Access.Settings;
using LoyaltyStudio.Platform;
using LoyaltyStudio.Tests.Features.Access;
using LoyaltyStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyStudio.Tests.Architecture;

/// <summary>Every use case is a door of its own: it asks for a permission whoever calls it.</summary>
public sealed class UseCaseTests
{
    /// <summary>Use cases that no permission guards, each with the reason. A new one is not added here without one.</summary>
    private static readonly Dictionary<string, string> Open = new()
    {
        ["SetUpOrganisation"] = "there is nobody yet who could have a permission; refused once the installation is set up",
        ["FindOwnProfile"] = "everybody may see their own profile; the id is the actor's",
        ["SaveOwnProfile"] = "everybody may change their own profile; the id is the actor's",
        ["ChangeOwnPassword"] = "everybody may change their own password, and has to know the old one",
    };

    private static readonly List<(Type Type, MethodInfo Method)> All = typeof(Actor).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false })
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => m is { Name: "RunAsync", IsPublic: true } && IsUseCase(m)).Select(m => (t, m))).ToList();

    [Fact]
    public void Use_cases_are_sealed_and_the_list_of_open_ones_is_true()
    {
        Assert.True(All.Count > 40, "The search for use cases finds too few of them.");
        Assert.Empty(All.Where(u => !u.Type.IsSealed).Select(u => u.Type.Name));
        Assert.Empty(Open.Keys.Except(All.Select(u => u.Type.Name)));
    }

    [Fact]
    public async Task Nobody_without_permissions_gets_anything_done()
    {
        await using var host = new StudioHost(await TestDatabase.SqliteAsync());
        await using var scope = host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<SetUpOrganisation>().RunAsync(AccessStudio.Boss, AccessStudio.Choices, CancellationToken.None)).Must();
        var nobody = new Actor("user", 999, "Nobody", new HashSet<Permission>(), null);
        var wrong = new List<string>();
        foreach (var (type, method) in All.Where(u => !Open.ContainsKey(u.Type.Name)))
        {
            if (scope.ServiceProvider.GetService(type) is not { } useCase)
            {
                wrong.Add($"{type.Name} is not registered");
                continue;
            }

            try
            {
                var task = (Task)method.Invoke(useCase, [.. method.GetParameters().Select(p => p.ParameterType == typeof(Actor) ? nobody : Some(p.ParameterType, 0))])!;
                await task;
                var outcome = task.GetType().GetProperty("Result")!.GetValue(task)!;
                if ((OutcomeKind)outcome.GetType().GetProperty("Kind")!.GetValue(outcome)! is not OutcomeKind.Forbidden and var kind)
                {
                    wrong.Add($"{type.Name} answered {kind}");
                }
            }
            catch (Exception e)
            {
                wrong.Add($"{type.Name} threw {(e.InnerException ?? e).GetType().Name}: {(e.InnerException ?? e).Message}");
            }
        }

        Assert.True(wrong.Count == 0, $"The first line of a use case is `if (!actor.May(Permission.X)) return Refuse.Forbidden();`\n{string.Join("\n", wrong)}");
    }

    private static bool IsUseCase(MethodInfo method) => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
        && method.ReturnType is { IsGenericType: true } task && typeof(IOutcome).IsAssignableFrom(task.GetGenericArguments()[0]);

    /// <summary>Something of this type: nothing where nothing will do, else the plainest value.</summary>
    private static object? Some(Type type, int depth)
    {
        if (type == typeof(string))
        {
            return "x";
        }

        if (type.IsArray)
        {
            return Array.CreateInstance(type.GetElementType()!, 0);
        }

        if (type.IsValueType)
        {
            return Activator.CreateInstance(type);
        }

        if (typeof(Delegate).IsAssignableFrom(type) || type.IsInterface)
        {
            var item = type.IsGenericType ? type.GetGenericArguments()[^1] : typeof(object);
            return type.IsGenericType && type.GetGenericArguments().Length == 1 && type.IsAssignableFrom(item.MakeArrayType()) ? Array.CreateInstance(item, 0) : null;
        }

        return depth > 4 || type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault() is not { } constructor
            ? RuntimeHelpers.GetUninitializedObject(type)
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Some(p.ParameterType, depth + 1))]);
    }
}
