using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LoyaltyStudio.Tests.Architecture;

/// <summary>A type of the product and everything that it mentions, method bodies included. Nested types count as their outermost type.</summary>
/// <param name="Types">Types of the product that it uses.</param>
/// <param name="Members">Members of other assemblies that it uses, such as System.DateTime.get_UtcNow.</param>
internal sealed record TypeUse(string Namespace, string Name, IReadOnlySet<(string Namespace, string Name)> Types, IReadOnlySet<string> Members);

/// <summary>Reads who uses whom out of the compiled product.</summary>
internal sealed class AssemblyReader : ISignatureTypeProvider<int, int>
{
    private readonly MetadataReader reader;
    private readonly PEReader file;
    private HashSet<(string, string)> types = [];
    private HashSet<string> members = [];

    private AssemblyReader(PEReader file)
    {
        this.file = file;
        reader = file.GetMetadataReader();
    }

    internal static IReadOnlyList<TypeUse> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return new AssemblyReader(file).All().ToList();
    }

    private IEnumerable<TypeUse> All()
    {
        var uses = new Dictionary<(string, string), (HashSet<(string, string)> Types, HashSet<string> Members)>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var name = Outermost(handle);
            if (!uses.TryGetValue(name, out var found))
            {
                uses[name] = found = ([], []);
            }

            (types, members) = found;
            Type(handle);
            types.Remove(name);
        }

        return uses.Select(u => new TypeUse(u.Key.Item1, u.Key.Item2, u.Value.Types, u.Value.Members));
    }

    private (string Namespace, string Name) Outermost(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (type.GetDeclaringType() is { IsNil: false } outer)
        {
            type = reader.GetTypeDefinition(outer);
        }

        return (reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private void Type(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        Note(type.BaseType);
        foreach (var one in type.GetInterfaceImplementations())
        {
            Note(reader.GetInterfaceImplementation(one).Interface);
        }

        Attributes(type.GetCustomAttributes());
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            field.DecodeSignature(this, 0);
            Attributes(field.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            method.DecodeSignature(this, 0);
            Attributes(method.GetCustomAttributes());
            if (method.RelativeVirtualAddress != 0)
            {
                Body(file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(reader.GetCustomAttribute))
        {
            Note(attribute.Constructor);
        }
    }

    private void Body(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, 0);
        }

        foreach (var region in body.ExceptionRegions.Where(r => !r.CatchType.IsNil))
        {
            Note(region.CatchType);
        }

        foreach (var token in IlTokens.In(body.GetILReader()))
        {
            Note(token);
        }
    }

    private void Note(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                types.Add(Outermost((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, 0);
                break;
            case HandleKind.TypeReference:
                members.Add(NameOf((TypeReferenceHandle)handle));
                break;
            case HandleKind.MethodDefinition:
                Note(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Note(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var spec = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                spec.DecodeSignature(this, 0);
                Note(spec.Method);
                break;
            case HandleKind.MemberReference:
                Member(reader.GetMemberReference((MemberReferenceHandle)handle));
                break;
        }
    }

    private void Member(MemberReference member)
    {
        Note(member.Parent);
        if (member.Parent.Kind == HandleKind.TypeReference)
        {
            members.Add($"{NameOf((TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}");
        }

        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(this, 0);
        }
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Note(handle);
        return 0;
    }

    public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        Note(handle);
        return 0;
    }

    public int GetTypeFromSpecification(MetadataReader reader, int genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Note(handle);
        return 0;
    }

    public int GetArrayType(int elementType, ArrayShape shape) => 0;
    public int GetByReferenceType(int elementType) => 0;
    public int GetFunctionPointerType(MethodSignature<int> signature) => 0;
    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;
    public int GetGenericMethodParameter(int genericContext, int index) => 0;
    public int GetGenericTypeParameter(int genericContext, int index) => 0;
    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;
    public int GetPinnedType(int elementType) => 0;
    public int GetPointerType(int elementType) => 0;
    public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;
    public int GetSZArrayType(int elementType) => 0;
}
