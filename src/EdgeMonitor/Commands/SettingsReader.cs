using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Configuration;

namespace EdgeMonitor.Commands;

/// <summary>One fault of the configuration: which key, what stands there, what would be accepted.</summary>
/// <param name="Key">Colon-separated key, e.g. <c>Alarms:HrLow</c>.</param>
/// <param name="Value">What was found; empty where nothing was.</param>
/// <param name="Allowed">What would be accepted.</param>
internal sealed record SettingFault(string Key, string Value, string Allowed)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key} = \"{Value}\": allowed is {Allowed}.";
}

/// <summary>
/// Reads options objects from a configuration and collects every fault on the way: values of the wrong type, out of range, missing, and
/// keys that do not exist. (The framework's binder ignores unknown keys or stops at the first fault.)
/// </summary>
internal sealed class SettingsReader
{
    private readonly List<SettingFault> _faults = [];

    /// <summary>Every fault found so far.</summary>
    public IReadOnlyList<SettingFault> Faults => _faults;

    /// <summary>Notes a fault found elsewhere.</summary>
    public void Fault(string key, string value, string allowed) => _faults.Add(new SettingFault(key, value, allowed));

    /// <summary>An options object with everything that could be read.</summary>
    public T Read<T>(IConfiguration section)
        where T : new() => (T)Read(typeof(T), section);

    private object Read(Type type, IConfiguration section)
    {
        var options = Activator.CreateInstance(type)!;
        var properties = type.GetProperties().Where(property => property.SetMethod is not null).ToArray();
        foreach (var child in section.GetChildren())
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                Fault(child.Path, child.Value ?? "", "no such key; known are " + string.Join(", ", properties.Select(p => p.Name)));
                continue;
            }

            if (ReadValue(property.PropertyType, child) is { } value) property.SetValue(options, value);
        }

        foreach (var property in properties) Check(property, options, section);
        if (options is IValidatableObject whole) CheckWhole(whole, section);
        return options;
    }

    private object? ReadValue(Type type, IConfigurationSection section)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Dictionary<string, string>)) return ReadTexts(section);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) return ReadList(type, section);
        if (type != typeof(string) && type.IsClass) return Expect(section, isGroup: true) ? Read(type, section) : null;
        if (!Expect(section, isGroup: false)) return null;
        var text = section.Value ?? "";
        if (type == typeof(string)) return text;
        if (type == typeof(int)) return Parsed(int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), number, "a whole number");
        if (type == typeof(double)) return Parsed(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real), real, "a number");
        if (type == typeof(bool)) return Parsed(bool.TryParse(text, out var flag), flag, "true or false");
        Invariant.Holds(type.IsEnum, $"Options of type {type.Name} cannot be read.");
        var isName = Enum.TryParse(type, text, ignoreCase: true, out var name) && !int.TryParse(text, CultureInfo.InvariantCulture, out _);
        return Parsed(isName, name, string.Join(", ", Enum.GetNames(type)));

        object? Parsed(bool good, object? value, string allowed)
        {
            if (good) return value;
            Fault(section.Path, text, allowed);
            return null;
        }
    }

    private bool Expect(IConfigurationSection section, bool isGroup)
    {
        var hasChildren = section.GetChildren().Any();
        if (isGroup && section.Value is { Length: > 0 } value) Fault(section.Path, value, "a group of keys in braces");
        else if (!isGroup && hasChildren) Fault(section.Path, "{...}", "a single value");
        else return true;
        return false;
    }

    private Dictionary<string, string> ReadTexts(IConfigurationSection section)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (Expect(child, isGroup: false)) texts[child.Key] = child.Value ?? "";
        }

        return texts;
    }

    private IList ReadList(Type type, IConfigurationSection section)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        if (section.Value is { Length: > 0 } value) Fault(section.Path, value, "a list in brackets");
        foreach (var child in section.GetChildren()) list.Add(Read(type.GetGenericArguments()[0], child));
        return list;
    }

    private void Check(PropertyInfo property, object options, IConfiguration section)
    {
        var key = section is IConfigurationSection { Path: var path } ? $"{path}:{property.Name}" : property.Name;
        if (_faults.Exists(fault => fault.Key.Equals(key, StringComparison.OrdinalIgnoreCase))) return;
        var value = property.GetValue(options);
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (rule.IsValid(value)) continue;
            Fault(key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", rule switch
            {
                RequiredAttribute => "something: it must be given",
                RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
                _ => rule.ErrorMessage ?? rule.FormatErrorMessage(property.Name),
            });
            return;
        }
    }

    /// <summary>What no single value shows, e.g. two outputs on one line.</summary>
    private void CheckWhole(IValidatableObject options, IConfiguration section)
    {
        foreach (var result in options.Validate(new ValidationContext(options)))
        {
            var name = string.Join('/', result.MemberNames);
            Fault(section is IConfigurationSection { Path: var path } ? $"{path}:{name}" : name, "", result.ErrorMessage ?? "");
        }
    }
}
